"""The four panels of the first screen and the page of a person. A panel draws one frozen `DayView`."""
