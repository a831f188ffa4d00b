"""What people hand in and change beside extracts: files kept, and a case put right by the way of an extract."""
