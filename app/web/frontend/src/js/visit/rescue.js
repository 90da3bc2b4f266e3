// Writing out what is unsent as one file (a ZIP without compression), whatever else fails.
import { say } from "./bar.js";
import * as store from "./store.js";

const TABLE = Array.from({ length: 256 }, (_, number) => {
  let value = number;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ TABLE[(value ^ byte) & 0xff];
  return (value ^ 0xffffffff) >>> 0;
}

function head(signature, sizes, name, extra) {
  const view = new DataView(new ArrayBuffer(extra ? 46 : 30));
  view.setUint32(0, signature, true);
  let at = 4;
  if (extra) view.setUint16(at, 20, true), (at += 2);
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, 0x0800, true); // names are UTF-8
  view.setUint16(at + 8, 0x21, true); // 1 January 1980
  view.setUint32(at + 10, sizes.crc, true);
  view.setUint32(at + 14, sizes.length, true);
  view.setUint32(at + 18, sizes.length, true);
  view.setUint16(at + 22, name.length, true);
  if (extra) view.setUint32(42, extra.offset, true);
  return new Uint8Array(view.buffer);
}

export function zip(files) {
  const parts = [];
  const central = [];
  let offset = 0;
  for (const [title, bytes] of files) {
    const name = new TextEncoder().encode(title);
    const sizes = { crc: crc(bytes), length: bytes.length };
    central.push(head(0x02014b50, sizes, name, { offset }), name);
    const local = head(0x04034b50, sizes, name);
    parts.push(local, name, bytes);
    offset += local.length + name.length + bytes.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, central.reduce((sum, part) => sum + part.length, 0), true);
  end.setUint32(16, offset, true);
  return new Blob([...parts, ...central, new Uint8Array(end.buffer)], { type: "application/zip" });
}

export function rescueButton(visit, device) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nt-button nt-button--small";
  button.textContent = say("export");
  button.addEventListener("click", async () => {
    const ops = await store.ops(visit);
    const photos = await store.blobs(visit);
    const listed = photos.map(({ content, ...rest }) => rest);
    const text = JSON.stringify({ visit, device, ops, photos: listed }, null, 2);
    const files = [["ops.json", new TextEncoder().encode(text)]];
    for (const photo of photos)
      files.push([`photos/${photo.sha256.slice(0, 12)}-${photo.about.name}`, new Uint8Array(photo.content)]);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(zip(files));
    link.download = `${visit}-unsent.zip`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });
  return button;
}
