"""The four panels and the lines around them. Each gets one frozen `Day` and posts messages; none knows another."""
