"""The commands of `/cmd`, one subject a file; `table` names them all."""
