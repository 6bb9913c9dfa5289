"""后台任务 on the desk: a person's own in the tray, all of them for the administrator."""
