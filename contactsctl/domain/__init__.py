"""What a contact is: pure values and rules; no SQL, files, terminal or clock."""
