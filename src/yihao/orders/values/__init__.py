"""Values of 诉求与工单."""
