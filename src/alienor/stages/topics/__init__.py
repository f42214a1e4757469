"""From the call to the subject: topics submitted, merged in the open, screened, chosen by vote."""
