"""The demo program: agents, tools and sessions as a user of the SDK would write them."""
