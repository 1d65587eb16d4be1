"""Official documents in the format of Decree 30/2020/NĐ-CP. One model produces both a PDF and an editable DOCX."""
