"""诉求与工单: contact → appeal → order → assignment; the state machines and their clocks."""
