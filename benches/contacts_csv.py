"""Writes a CSV file of contacts for measuring imports: python3 benches/contacts_csv.py ROWS > contacts.csv"""

import csv
import random
import sys

FIRST = "Zoë François Małgorzata Þórdís İbrahim Aurélie Iñaki Noa Li Xolani Anne Jean Marie Tom Ada Ines Bob Alice".split()
LAST = "Brontë Lefèvre Święcicka Gylfadóttir Çağlayan N’Diaye Etxeberria Ben-David Wei Dlamini Martin Dubois Smith".split()
CITIES = "Oslo Bordeaux Gdańsk Reykjavík İzmir Dakar Bilbao Haifa Ningbo Durban Lyon Halle".split()
STATUS = ["new", "open", "in_progress", "customer", "unqualified"]
HEADER = """first_name last_name email phone company job_title lead_status owner city country street_address postal_code
website language newsletter lead_score last_activity customer_since annual_revenue notes""".split()


def main(rows):
    random.seed(7)
    out = csv.writer(sys.stdout)
    out.writerow(HEADER)
    for n in range(rows):
        first, last, city = random.choice(FIRST), random.choice(LAST), random.choice(CITIES)
        day = f"20{n % 25:02}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        out.writerow(
            [first, last, f"{first.lower()}.{n}@company{n % 5000}.example".replace("’", ""), f"+33 5 {n:010}",
             f"{last} {city} {n % 5000}", "Freight manager", STATUS[n % 5], "Camille Lefèvre", city, "France",
             f"{n % 300} rue de la Gare, 2e étage", f"{n % 90000:05}", f"https://company{n % 5000}.example/about",
             "fr", "yes" if n % 3 else "no", n % 101, f"{day}T08:30:00Z", day, n * 3 % 1000000,
             "Called, asked for a \"quote\"; call again\nnext week"]
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
