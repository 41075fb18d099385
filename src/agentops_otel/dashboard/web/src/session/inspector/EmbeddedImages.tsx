import { useEffect, useMemo, useState } from "react";
import { type EmbeddedImage, imagesIn } from "../../model/images";
import type { Span } from "../../model/span";
import styles from "./EmbeddedImages.module.css";

/** The images that the telemetry of a call carries; those elsewhere are never loaded. */
export function EmbeddedImages({ span }: { span: Span }) {
  const images = useMemo(
    () => imagesIn([span.attributes, ...span.events.map(({ attributes }) => attributes)]),
    [span],
  );
  if (images.length === 0) return null;
  return (
    <section>
      <h3>Images</h3>
      <ul className={styles.images}>
        {images.map((image, index) => (
          <li key={image.base64}>
            <Picture image={image} label={`Image ${index + 1} of the call`} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Drawn from bytes of its own: no value of the telemetry becomes an address or HTML. */
function Picture({ image, label }: { image: EmbeddedImage; label: string }) {
  const [address, setAddress] = useState("");
  const [isBroken, setIsBroken] = useState(false);
  useEffect(() => {
    const bytes = bytesOf(image.base64);
    setIsBroken(bytes === null);
    if (!bytes) return;
    const made = URL.createObjectURL(new Blob([bytes], { type: image.type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [image]);
  if (isBroken) return <p className={styles.broken}>{label} is damaged.</p>;
  return address ? <img src={address} alt={label} onError={() => setIsBroken(true)} /> : null;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
