"""Rules: commands, the facts they are judged on, rights and shared guards."""
