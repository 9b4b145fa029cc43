"""Reports for people: the partnership hubs as one page, Markdown and tables; findings as tables."""

from mediagraph.reports.hubs import write_report
from mediagraph.reports.sections import Choice
from mediagraph.reports.tables import findings_csv, findings_json, hubs_csv

__all__ = ["Choice", "findings_csv", "findings_json", "hubs_csv", "write_report"]
