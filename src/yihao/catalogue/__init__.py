"""目录: places, classes of appeals, dispatch catalogue, limits, calendar; each in versions."""
