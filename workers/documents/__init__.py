"""Official documents: one model, the format of Decree 30/2020/NĐ-CP, a PDF and an editable DOCX of the same."""
