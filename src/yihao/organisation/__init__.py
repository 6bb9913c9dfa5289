"""机构与人员: units in tiers, the people in them, what they are granted."""
