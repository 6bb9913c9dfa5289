"""Pure rules of 诉求与工单."""
