"""Live views: the WebSocket that carries frames, and the browser component that shows them."""
