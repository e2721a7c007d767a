"""What is kept. One file an idea; each field says whether it is personal (atesta.store.personal)."""

from atesta.store.models.blob import Blob, Upload
from atesta.store.models.complaint import Complaint, ComplaintContact, ComplaintEvent, ReportedSender
from atesta.store.models.contact import Answers, KeptContact
from atesta.store.models.debt import Debt, Extract, Receipt, Request
from atesta.store.models.desk import AgencyAsk, Case, CaseEvent, CaseFinding, Evidence
from atesta.store.models.file import File, Passkey
from atesta.store.models.gate import Announcement, GateAsk, Touch, TreeCheckpoint, TreeLeaf, TreeNode
from atesta.store.models.house import Block, BlockDecision, HandOff, HandOffStep
from atesta.store.models.job import Job
from atesta.store.models.log import LogEntry, LogHead, Opening
from atesta.store.models.mail import MailAsk, MailLink, MailWay, Reminder
from atesta.store.models.pace import Pace
from atesta.store.models.registry import (
    Agency,
    Answered,
    ApiKey,
    Creditor,
    LedgerAccount,
    LedgerImport,
    LedgerNumber,
    LedgerRequest,
    Placement,
    Sender,
    SignedMandate,
    StaffOf,
    StatementCode,
    Template,
    TemplateTry,
    Unregistered,
)
from atesta.store.models.staff import HandOver, Hold, Look, Staff, StaffCode
from atesta.store.models.stamp import Stamp

__all__ = [
    "Agency",
    "AgencyAsk",
    "Announcement",
    "Answered",
    "Answers",
    "ApiKey",
    "Blob",
    "Block",
    "BlockDecision",
    "Case",
    "CaseEvent",
    "CaseFinding",
    "Complaint",
    "ComplaintContact",
    "ComplaintEvent",
    "Creditor",
    "Debt",
    "Evidence",
    "Extract",
    "File",
    "GateAsk",
    "HandOff",
    "HandOffStep",
    "HandOver",
    "Hold",
    "Job",
    "KeptContact",
    "LedgerAccount",
    "LedgerImport",
    "LedgerNumber",
    "LedgerRequest",
    "LogEntry",
    "LogHead",
    "Look",
    "MailAsk",
    "MailLink",
    "MailWay",
    "Opening",
    "Pace",
    "Passkey",
    "Placement",
    "Receipt",
    "Reminder",
    "ReportedSender",
    "Request",
    "Sender",
    "SignedMandate",
    "Staff",
    "StaffCode",
    "StaffOf",
    "Stamp",
    "StatementCode",
    "Template",
    "TemplateTry",
    "Touch",
    "TreeCheckpoint",
    "TreeLeaf",
    "TreeNode",
    "Unregistered",
    "Upload",
]
