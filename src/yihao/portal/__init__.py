"""市民端: public pages to file an appeal, follow it, add to it and rate it. No JavaScript needed."""
