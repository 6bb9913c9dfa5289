"""后台任务: long work that a person asked for, as rows. A worker does it part by part; another one can go on with it."""
