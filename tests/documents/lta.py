"""PAdES B-LTA by pyHanko's own rules (ETSI EN 319 102-1), apart from how we look at a letter."""

import asyncio
import io

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager


def passes_as_lta(pdf: bytes, anchor: bytes) -> list[bool]:
    """Whether each signature passes; for every issuer there must be a list of revoked ones."""
    _kind, _headers, der = pem.unarmor(anchor)
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=[x509.Certificate.load(der)]),
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("hard-fail")),
    )
    local = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(cert_validation_policy=policy, revinfo_gathering_policy=local)
    )
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    found = [asyncio.run(ades_lta_validation(one, spec)) for one in signatures]
    return [one.ades_subindic == AdESPassed.OK for one in found]
