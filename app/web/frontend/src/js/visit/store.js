// What the device keeps of a visit until the server has it: operations and photos, in IndexedDB.
// A promise of `write` is kept only when the browser says that the transaction is complete: before that
// nothing may be called saved.
const NAME = "nintei-visits";
const VERSION = 1;

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const wish = indexedDB.open(NAME, VERSION);
    wish.onupgradeneeded = () => {
      const ops = wish.result.createObjectStore("ops", { keyPath: "number", autoIncrement: true });
      ops.createIndex("visit", "visit");
      wish.result.createObjectStore("blobs", { keyPath: "upload" }).createIndex("visit", "visit");
    };
    wish.onsuccess = () => {
      // iOS ends connections of pages in the background: the next access opens a new one.
      wish.result.onclose = () => (opened = null);
      wish.result.onversionchange = () => {
        wish.result.close();
        opened = null;
      };
      resolve(wish.result);
    };
    wish.onerror = () => reject(wish.error);
    wish.onblocked = () => reject(new Error("blocked"));
  });
  opened.catch(() => (opened = null));
  return opened;
}

async function transaction(mode, work) {
  let database = await open();
  let tx;
  try {
    tx = database.transaction(["ops", "blobs"], mode);
  } catch {
    opened = null; // the connection was gone without a word
    database = await open();
    tx = database.transaction(["ops", "blobs"], mode);
  }
  return new Promise((resolve, reject) => {
    let result;
    tx.oncomplete = () => resolve(result?.result ?? result);
    tx.onabort = () => reject(tx.error ?? new Error("aborted"));
    tx.onerror = () => reject(tx.error);
    result = work(tx);
  });
}

export const write = (work) => transaction("readwrite", work);
const read = (work) => transaction("readonly", work);

export const ops = (visit) => read((tx) => tx.objectStore("ops").index("visit").getAll(visit));
export const blobs = (visit) => read((tx) => tx.objectStore("blobs").index("visit").getAll(visit));

// The newest text of a field takes the place of what is still unsent there, in the same transaction.
export function keepOp(op, replaced) {
  return write((tx) => {
    const store = tx.objectStore("ops");
    if (replaced !== undefined) store.delete(replaced);
    return store.add(op);
  });
}

export function changeOps(changed, gone) {
  return write((tx) => {
    for (const op of changed) tx.objectStore("ops").put(op);
    for (const number of gone) tx.objectStore("ops").delete(number);
  });
}

export const keepBlob = (blob) => write((tx) => tx.objectStore("blobs").put(blob));
export const dropBlob = (upload) => write((tx) => tx.objectStore("blobs").delete(upload));
export const oneBlob = (upload) => read((tx) => tx.objectStore("blobs").get(upload));

export async function works() {
  try {
    await open();
    return true;
  } catch {
    return false;
  }
}
