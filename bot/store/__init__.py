"""What must outlive the process: people's and chats' settings, memories, feedback, updates not yet handled."""
