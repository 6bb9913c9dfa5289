"""Reads of 诉求与工单, within the viewer's scope."""
