"""The form gateway of the sandbox: takes 20-ОПП, 1-ПРРО and 5-ПРРО by REST and SOAP, and answers with receipts."""
