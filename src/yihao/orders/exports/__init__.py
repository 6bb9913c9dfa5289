"""导出: orders as filtered on the screen, taken out as a file: with the viewer's sight and masks, and written down."""
