"""Sign documents as a USB token and its program do."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.support.certificates import Holder, holder, root


def signed(
    issued: bytes,
    who: Holder,
    *,
    field: str = "ChuKy1",
    box: tuple[int, int, int, int] | None = None,
    stamped_at: datetime | None = None,
) -> bytes:
    """Return the file with one more signature, in a box on the first page or invisible."""
    writer = IncrementalPdfFileWriter(BytesIO(issued))
    if box:
        append_signature_field(writer, SigFieldSpec(field, on_page=0, box=box))
    known = SimpleCertificateStore()
    known.register(root().asn1)
    signer = SimpleSigner(signing_cert=who.asn1, signing_key=who.asn1_key, cert_registry=known)
    said = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    stamper = None
    if stamped_at:
        clock = holder("MẪU – Cấp dấu thời gian", stamps=True, usage=frozenset({"digital_signature"}), days=(-900, 900))
        stamper = DummyTimeStamper(
            tsa_cert=clock.asn1, tsa_key=clock.asn1_key, certs_to_embed=known, fixed_dt=stamped_at
        )
    with ThreadPoolExecutor(1) as apart:  # an event loop may run in this thread
        return apart.submit(asyncio.run, _sign(PdfSigner(said, signer, timestamper=stamper), writer)).result()


async def _sign(signer: PdfSigner, writer: IncrementalPdfFileWriter) -> bytes:
    out: BytesIO = await signer.async_sign_pdf(writer)
    return out.getvalue()
