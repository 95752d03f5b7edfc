"""Lets a person into a project from the shell: the first lead of a first project comes from here."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.accounts.models import Role
from annotator.errors import AnnotatorError
from annotator.videos.actions import admit_person


class Command(BaseCommand):
    help = "Give a person a role in a project, with an account if they have none. Prints a first password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("username", help="what the person signs in with")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--name", default="", help="the full name that others see")
        parser.add_argument("--new-project", metavar="TITLE", default="", help="make the project, with this title")
        parser.add_argument("--new-password", action="store_true", help="replace a password that was forgotten")
        parser.add_argument("--json", action="store_true", help="print the account as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, password = admit_person(
                slug=options["project"],
                username=options["username"],
                role=Role(options["role"]),
                name=options["name"],
                title=options["new_project"],
                new_password=options["new_password"],
            )
        except AnnotatorError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            account = {"username": user.username, "role": options["role"], "password": password}
            self.stdout.write(json.dumps(account))
            return
        self.stdout.write(f"{user.name} is {options['role']} in {options['project']}.")
        if password:
            self.stdout.write(f"User name {user.username}, password {password} (shown only now).")
