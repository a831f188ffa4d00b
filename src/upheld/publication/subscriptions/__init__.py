"""Following by e-mail: a small process of its own, with a database of its own, beside the public site.

It reads the published bundle and nothing else, and the site knows nothing of it but its address.
"""
