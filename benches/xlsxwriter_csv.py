"""The reference of the XLSX export: the rows of a CSV file into a workbook with XlsxWriter in constant-memory mode.

python3 benches/xlsxwriter_csv.py contacts.csv contacts.xlsx
"""

import csv
import datetime
import sys

import xlsxwriter


def main(source, target):
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    with open(source, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = next(rows)
        kinds = [{"lead_score": float, "annual_revenue": float, "newsletter": bool, "customer_since": datetime.date,
                  "last_activity": datetime.datetime}.get(name, str) for name in header]
        for at, name in enumerate(header):
            sheet.write_string(0, at, name, bold)
        for number, row in enumerate(rows, 1):
            if number > 1_048_575:
                break
            for at, (kind, text) in enumerate(zip(kinds, row)):
                if not text:
                    continue
                if kind is float:
                    sheet.write_number(number, at, float(text))
                elif kind is bool:
                    sheet.write_boolean(number, at, text in ("true", "yes"))
                elif kind is datetime.date:
                    sheet.write_datetime(number, at, datetime.datetime.strptime(text, "%Y-%m-%d"), day)
                elif kind is datetime.datetime:
                    sheet.write_datetime(number, at, datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ"), moment)
                else:
                    sheet.write_string(number, at, text)
    book.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
