"""Where each page is."""

from django.urls import path
from django.views.generic import RedirectView

from finnect.dashboard import pages
from finnect.dashboard.pages import ApiDocs, Shell


def shell(name: str) -> object:
    return Shell.as_view(template_name=f"dashboard/{name}.html")


urlpatterns = [
    path("favicon.ico", RedirectView.as_view(url="/static/dashboard/icon.svg")),
    path("", shell("home"), name="home"),
    path("dashboard/images/", shell("images"), name="images"),
    path("dashboard/images/<uuid:id>/", shell("image"), name="image"),
    path("dashboard/tables/", shell("tables"), name="tables"),
    path("dashboard/tables/<uuid:id>/", shell("table"), name="table"),
    path("dashboard/models/", shell("models"), name="models"),
    path("dashboard/models/new/", shell("new_model"), name="new_model"),
    path("dashboard/models/<uuid:id>/", shell("model"), name="model"),
    path("dashboard/chat/", shell("chat"), name="chat"),
    path("dashboard/jobs/", shell("jobs"), name="jobs"),
    path("docs", ApiDocs.as_view(), name="api_docs"),
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("password/", pages.password, name="password"),
    path("setup/<str:token>/", pages.setup, name="setup"),
    path("language/", pages.language, name="set_language"),
]
