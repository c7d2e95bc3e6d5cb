"""The S3 operations of multipart uploads."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .attributes import checksum_members, stored_attributes, verified_checksums
from .uploads import Uploads

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]


def create_multipart_upload(engine: Engine, params: Params) -> Params:
    bucket, key = params["Bucket"], params["Key"]
    upload = Uploads(engine.objects).create(bucket, key, stored_attributes(params))
    return {
        "Bucket": bucket,
        "Key": key,
        "UploadId": upload,
        "ChecksumAlgorithm": params.get("ChecksumAlgorithm"),
    }


async def upload_part(engine: Engine, params: Params) -> Params:
    checksums = verified_checksums(params)
    etag = await asyncio.to_thread(
        Uploads(engine.objects).put_part,
        params["Bucket"],
        params["Key"],
        params["UploadId"],
        params["PartNumber"],
        params["Body"],
        checksums,
    )
    return {"ETag": f'"{etag}"', **checksum_members(checksums)}


async def complete_multipart_upload(engine: Engine, params: Params) -> Params:
    bucket, key = params["Bucket"], params["Key"]
    parts = params.get("MultipartUpload", {}).get("Parts", [])
    stored = await asyncio.to_thread(
        Uploads(engine.objects).complete, bucket, key, params["UploadId"], parts
    )
    return {
        "Bucket": bucket,
        "Key": key,
        "ETag": f'"{stored.etag}"',
        "Location": f"/{bucket}/{quote(key)}",
    }


def abort_multipart_upload(engine: Engine, params: Params) -> Params:
    Uploads(engine.objects).abort(params["Bucket"], params["Key"], params["UploadId"])
    return {}


def list_parts(engine: Engine, params: Params) -> Params:
    uploads = Uploads(engine.objects)
    uploads.attributes(params["Bucket"], params["Key"], params["UploadId"])
    limit = max(0, min(params.get("MaxParts", 1000), 1000))
    after = int(params.get("PartNumberMarker") or 0)
    found = uploads.parts(params["UploadId"], after, limit + 1)
    page = found[:limit]
    return {
        "Bucket": params["Bucket"],
        "Key": params["Key"],
        "UploadId": params["UploadId"],
        "PartNumberMarker": after,
        "NextPartNumberMarker": page[-1].number if page else 0,
        "MaxParts": limit,
        "IsTruncated": len(found) > len(page),
        "StorageClass": "STANDARD",
        "Parts": [
            {
                "PartNumber": part.number,
                "LastModified": part.modified,
                "ETag": f'"{part.etag}"',
                "Size": part.size,
                **checksum_members(part.checksums),
            }
            for part in page
        ],
    }


OPERATIONS = {
    "CreateMultipartUpload": create_multipart_upload,
    "UploadPart": upload_part,
    "CompleteMultipartUpload": complete_multipart_upload,
    "AbortMultipartUpload": abort_multipart_upload,
    "ListParts": list_parts,
}
