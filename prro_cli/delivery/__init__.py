"""Receipts on their way to buyers: the outbox, the channels, the messages. Nothing here touches a document."""
