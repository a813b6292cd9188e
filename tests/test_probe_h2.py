import io, zipfile
import pytest
from tests.conftest import drawn_part, png, PASSWORD

pytestmark = [pytest.mark.both, pytest.mark.django_db]

def zipped(n=8, cat="plate"):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w") as z:
        for i in range(n):
            z.writestr(f"{cat}/train/good/{i:03}.png", png(drawn_part(i)))
        for i in range(3):
            z.writestr(f"{cat}/test/good/{i:03}.png", png(drawn_part(100+i)))
            z.writestr(f"{cat}/test/blot/{i:03}.png", png(drawn_part(200+i, defect=True)))
    return b.getvalue()

def test_all(calling, alice, carol, work_off, monkeypatch):
    from finnect.inspection.services import detectors as D
    T=D.TrainingOptions
    monkeypatch.setattr(D,'TrainingOptions',lambda: T(resolution=96,bank_size=100))

    a = calling(alice)
    r = a.post("/api/v1/datasets", files={"file": ("plate.zip", zipped())})
    print(r.status_code, r.json())
    for j in work_off(): print(j.kind, j.status, j.error, j.result)
    print(a.get("/api/v1/models").json())
    r = a.post("/api/v1/images", files={"file": ("x.png", png(drawn_part(5, defect=True)))})
    print(r.status_code, r.json())
    u = r.json()
    r = a.get(u["heatmap_url"]); print(r.status_code, r.headers)
    r = a.get(u["original_url"]); print(r.status_code, r.headers)
    r = a.post("/api/v1/tables", files={"file": ("t.csv", b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,A,x,2,2011-01-02 10:00,3.5,7,UK\n2,B,y,1,2011-01-03 10:00,1.5,8,UK\n")})
    print(r.status_code, r.json())
    for j in work_off(): print(j.kind, j.status, j.error, j.result)
    t = r.json()["table"]["id"]
    for p in ["", "/bridge", "/series", "/top", "/segments", "/cohorts", "/segments.csv"]:
        r = a.get(f"/api/v1/tables/{t}{p}"); print(p, r.status_code, r.text[:600])
    for q in ["총매출 얼마야?", "고객수", "how many invoices?", "마지막 이미지 불량이야?", "hello", "qwpoeiu zxcm"]:
        r = a.post("/chatbot/", data={"query": q}); print(r.status_code, r.text)
    print(a.post("/chatbot/stream", data={"query": "총매출"}).text)
    for p in ["/health/live", "/health/ready", "/metrics", "/openapi.json", "/docs", "/auth/me", "/nope", "/api/v1/jobs", "/"]:
        r = calling(carol).get(p); print(p, r.status_code, r.headers.get("content-type"), r.text[:200])
    r = calling().post("/auth/token", data={"username":"alice@example.com","password":PASSWORD}); print(r.status_code, r.text)
