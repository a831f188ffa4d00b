"""Pages for authorities: their letter and figures before others see them, the cases behind, and a way to query one."""
