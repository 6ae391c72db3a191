"""The four panels of the first screen. A panel draws one frozen `DayView`."""
