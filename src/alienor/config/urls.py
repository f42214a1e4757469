"""All addresses of the site. A demonstration and a rehearsal have doors of their own; a real
instance has none."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from alienor.surfaces import demo, rehearsal
from alienor.surfaces.first_run import FirstRun

doors = [path("demo/", include((demo.urlpatterns, "demo")))] if settings.DEMO else []
if settings.REHEARSAL is not None:
    doors.append(path("entrer/", include((rehearsal.urlpatterns, "rehearsal"))))

urlpatterns = [
    *i18n_patterns(
        path("", include("alienor.surfaces.public.urls")),
        path("", include("alienor.surfaces.room.urls")),
        path("moi/", include("alienor.surfaces.member.urls")),
        path("bureau/", include("alienor.surfaces.office.urls")),
        # An address is changed with the desk, and confirmed by nobody: these pages would only show
        # its pseudonym.
        path("compte/email/", RedirectView.as_view(pattern_name="member:home")),
        re_path("^compte/confirm-email/", RedirectView.as_view(pattern_name="member:home")),
        # A first passphrase opens what asks for one again: whoever has a key or a second factor
        # proves it before.
        path("compte/password/set/", reauthentication_required(password_set), name="set_password"),
        path("compte/", include("allauth.urls")),
        path("commencer/", FirstRun.as_view(), name="first_run"),
        *doors,
        prefix_default_language=False,
    )
]
