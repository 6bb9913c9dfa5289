"""运行管理: the merge as a project (一号一策), and the register of published numbers with their dial-tests."""
