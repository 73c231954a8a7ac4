// Adds to the console what pages alone cannot do. Everything works without it.
