"""People in Django Admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from finnect.accounts import services
from finnect.accounts.models import SignIn, User

admin.site.site_header = admin.site.site_title = "Finnect"
admin.site.index_title = _("Administration")
admin.site.unregister(Group)  # two roles are enough


class HeldByOwner(admin.ModelAdmin):
    """What goes at once may be of several people, each of whom is held when his part of it goes: so all are, first."""

    owner = "owner_id"

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with transaction.atomic():
            services.hold(*queryset.values_list(self.owner, flat=True))
            super().delete_queryset(request, queryset)


class NewUserForm(forms.ModelForm):
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, strip=False)

    class Meta:
        model = User
        fields = ("email", "role", "language")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        password = found.get("password")
        if password:
            try:
                services.check_strength(password, User(email=found.get("email", "")))
            except services.WeakPassword as problem:
                self.add_error("password", problem.params["reason"])
        return found


class PersonForm(UserChangeForm):
    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        stays = found.get("role") == User.Role.ADMIN and found.get("is_active")
        if not stays and services.is_last_admin(self.instance):
            raise forms.ValidationError(_("This is the last administrator. Make somebody else an administrator first."))
        return found


class NewPasswordForm(AdminPasswordChangeForm):
    """Without Django's choice to disable the password: there is no other way to sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True


@admin.register(User)
class UserAdmin(HeldByOwner, DjangoUserAdmin):
    owner = "id"
    list_display = ("email", "role", "language", "is_active", "last_login", "created_at")
    list_filter = ("role", "is_active", "language")
    search_fields = ("email",)
    ordering = ("email",)
    readonly_fields = ("last_login", "created_at")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("What he may do"), {"fields": ("role", "is_active", "language")}),
        (_("Times"), {"fields": ("last_login", "created_at")}),
    )
    form = PersonForm
    change_password_form = NewPasswordForm
    add_form = NewUserForm
    add_fieldsets = ((None, {"fields": ("email", "role", "language", "password")}),)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and services.is_last_admin(obj))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if services.is_last_admin(*objs):
            protected = [*protected, _("the last administrator")]
        return deleted, counts, lacking, protected

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Through the services, so that a change of role or activity ends the user's sign-ins."""
        if change:
            services.change_user(obj, **{name: form.cleaned_data[name] for name in form.changed_data})
        else:
            obj.set_password(form.cleaned_data["password"])
            obj.save()


@admin.register(SignIn)
class SignInAdmin(admin.ModelAdmin):
    list_display = ("user", "created_at", "refreshed_at", "revoked_at")
    list_filter = ("created_at",)
    search_fields = ("user__email",)
    readonly_fields = ("user", "refresh_jti", "created_at", "refreshed_at", "revoked_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
