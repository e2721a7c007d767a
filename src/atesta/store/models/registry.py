"""Who may speak for a creditor (A3): creditors, agencies, senders, mandates, accounts and where each was placed.

Days are the debtor's, both ends inclusive, as in directory.toml. Nobody is in here by name: an account is a keyed hash
with its last characters, a telephone number a keyed hash alone (store.house.person_hash).
"""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH, new_id
from atesta.store.models.staff import Staff


class Creditor(models.Model):
    """A firm that lends or bought the debt; `name` as its accounts and directories write it."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    name = models.CharField(max_length=200, unique=True)
    place = models.CharField(max_length=2)
    made_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "name", "place", "made_at"})


class Agency(models.Model):
    """A firm that collects for one creditor; `slug` is its id in a directory.toml. One that works for two creditors is
    two rows: neither sees the other's."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="agencies")
    slug = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "creditor", "slug", "name", "made_at"})

    class Meta:
        constraints = (models.UniqueConstraint(fields=("creditor", "slug"), name="agency_slug_once"),)


class StaffOf(models.Model):
    """For which creditor somebody works, and for which agency of it (None: for the creditor itself)."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="works_for")
    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="people")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="people")

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"staff", "creditor", "agency"})


class Sender(models.Model):
    """A number, name or mail domain that messages or calls come from: the creditor's own where `agency` is None. `key`
    is mandate.address.address_key of it."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="senders")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="senders")
    address = models.CharField(max_length=320)
    key = models.CharField(max_length=320)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    made_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "creditor", "agency", "address", "key", "from_on", "to_on", "made_at"})

    class Meta:
        indexes = (models.Index(fields=("creditor", "key"), name="sender_by_key"),)


class SignedMandate(models.Model):
    """A mandate as the creditor signed it: `token` is the compact JWS of evidence.mandate, `jti` its id there. Revoked:
    from `revoked_at` it counts no more, and stays readable."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="mandates")
    jti = models.CharField(max_length=64, unique=True)
    channels = models.JSONField()
    from_on = models.DateField()
    to_on = models.DateField()
    token = models.TextField()
    kid = models.CharField(max_length=64)
    by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=300, blank=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset(
        {
            *("id", "agency", "jti", "channels", "from_on", "to_on", "token", "kid", "by", "made_at"),
            *("revoked_at", "revoked_why"),
        }
    )


class LedgerAccount(models.Model):
    """An account of the creditor's. `key` is the keyed hash of its number (store.registry.account_hash), `tail` its
    last characters; `toml` the extract as it was imported (account.toml, INTERFACES), of the moment `as_of`."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="accounts")
    key = models.CharField(max_length=64)
    tail = models.CharField(max_length=4, blank=True)
    place = models.CharField(max_length=2)
    zone = models.CharField(max_length=60, blank=True)
    toml = models.TextField(blank=True)
    as_of = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"tail", "zone", "toml"})
    PLAIN = frozenset({"id", "creditor", "key", "place", "as_of", "made_at"})

    class Meta:
        constraints = (models.UniqueConstraint(fields=("creditor", "key"), name="ledger_account_once"),)


class LedgerNumber(models.Model):
    """A number at which the debtor of an account may be reached, as store.house.person_hash. An account without any is
    checked against none."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    account = models.ForeignKey(LedgerAccount, models.CASCADE, related_name="numbers")
    person = models.CharField(max_length=64, db_index=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "account", "person"})

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "person"), name="ledger_number_once"),)


class LedgerImport(models.Model):
    """A file that was read in: of placements, accounts or contacts. `sha256` of its bytes; what was taken and refused
    are counts. `by` None: over the API, by `agency` or the creditor."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="imports")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="imports")
    by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64)
    taken = models.IntegerField()
    refused = models.IntegerField()
    at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "creditor", "agency", "by", "kind", "sha256", "taken", "refused", "at"})


class Placement(models.Model):
    """This account is with this agency from `from_on`; recalled: up to and including `to_on`, and denied after it."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    account = models.ForeignKey(LedgerAccount, models.CASCADE, related_name="placements")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="placements")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    source = models.ForeignKey(LedgerImport, models.SET_NULL, null=True, related_name="placements")
    made_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "account", "agency", "from_on", "to_on", "source", "made_at"})


class StatementCode(models.Model):
    """A code in her statement that works once: for it she is given her signed extract. `digest` is keyed
    (store.registry.secret_hash); `used_at`: it was taken."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    account = models.ForeignKey(LedgerAccount, models.CASCADE, related_name="statement_codes")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "account", "digest", "made_at", "ends_at", "used_at"})


class LedgerRequest(models.Model):
    """What a debtor asked of the creditor about an account (contact.account.PauseKind). `letter` is the one in her
    file, where she sent it from there. Until a person accepted it the gate asks; accepted, it binds every agency.

    `way`: it came on paper, by telephone or otherwise outside of her file (store.asking.WAYS), and `entered_by` wrote
    down what she `said`; then the hour of `asked_at` is not known."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    account = models.ForeignKey(LedgerAccount, models.CASCADE, related_name="requests")
    letter = models.OneToOneField("store.Request", models.SET_NULL, null=True, related_name="at_creditor")
    kind = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    way = models.CharField(max_length=8, blank=True, default="")
    said = models.TextField(max_length=1000, blank=True, default="")
    entered_by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")

    PERSONAL = frozenset({"kind", "why", "said"})
    PLAIN = frozenset(
        {
            *("id", "account", "letter", "asked_at", "from_on", "to_on", "accepted_at", "declined_at"),
            *("withdrawn_at", "by", "way", "entered_by"),
        }
    )


class Template(models.Model):
    """A wording that an agency (or the creditor, `agency` None) wants to use. `labels` and `findings` are what the
    review says about it; `state` is proposed, approved, declined, ended or withdrawn. `{…}` in `text` is filled in later.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="templates")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="templates")
    channel = models.CharField(max_length=10)
    text = models.TextField(max_length=4000)
    digest = models.CharField(max_length=64)
    labels = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="proposed")
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset(
        {
            *("id", "creditor", "agency", "channel", "text", "digest", "labels", "findings", "state", "made_at"),
            *("decided_at", "by", "why"),
        }
    )


class TemplateTry(models.Model):
    """Somebody asked what would be flagged. The creditor sees every try and its wording."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="tries")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="tries")
    text = models.TextField(max_length=4000)
    digest = models.CharField(max_length=64)
    labels = models.JSONField(default=list)
    at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "creditor", "agency", "text", "digest", "labels", "at"})


class Unregistered(models.Model):
    """Somebody reported a message or call that uses an address of the directory and that nobody registered: counted for
    its agency, on that day, with nothing of who reported it. `agency` None: the creditor's own address."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="unregistered")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="unregistered")
    sender = models.ForeignKey(Sender, models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    on = models.DateField()
    made_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "creditor", "agency", "sender", "channel", "on", "made_at"})


class ApiKey(models.Model):
    """A key of an agency, or of the creditor itself (`agency` None). `digest` is the SHA-256 of its 32 random bytes."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="keys")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="keys")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "creditor", "agency", "name", "digest", "made_at", "ends_at", "revoked_at"})


class Answered(models.Model):
    """What a request with this idempotency key was answered: the same once more gets the same, another is refused."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="answered")
    token = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    PERSONAL = frozenset({"body"})
    PLAIN = frozenset({"id", "key", "token", "digest", "status", "at"})

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "token"), name="answered_once"),)
