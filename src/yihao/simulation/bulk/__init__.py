"""A million orders by COPY: some hundred lives are lived through the real actions, then copied as often as is wanted."""
