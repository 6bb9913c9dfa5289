"""HTTP of 诉求与工单."""
