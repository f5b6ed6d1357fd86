"""`prro register`: registering a shop, its registers and its cashiers' keys with the tax service."""

from __future__ import annotations

from prro_cli.cli import register_check as register_check
from prro_cli.cli import register_data as register_data
from prro_cli.cli import register_forms as register_forms
from prro_cli.cli import register_receipt as register_receipt
from prro_cli.cli import register_send as register_send
from prro_cli.cli import register_status as register_status
from prro_cli.cli import register_wizard as register_wizard
from prro_cli.cli.register_app import app as app
