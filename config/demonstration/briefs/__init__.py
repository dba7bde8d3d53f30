"""The briefs of the demonstration, one module each, told as plays (see `play.Play`)."""

from . import insult, intimate_images, mail_fraud, ransomware, small_routine

BRIEFS = (insult, intimate_images, mail_fraud, ransomware, small_routine)
