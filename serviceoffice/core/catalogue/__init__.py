"""What the enabled agencies offer, frozen; process maps; life events."""
