/** Why: an object's history is a click away where it is drawn; it is fetched only then. */
import { Trans } from "@lingui/react/macro";
import { History } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "../ui/Button";

const ObjectHistory = lazy(async () => ({ default: (await import("./ObjectHistory")).ObjectHistory }));

export function ObjectHistoryButton({ video, track }: { readonly video: number; readonly track: number }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="ghost" size="sm" icon={History} onClick={() => setOpen(true)}>
        <Trans>History of this object</Trans>
      </Button>
      {open && (
        <Suspense fallback={null}>
          <ObjectHistory video={video} track={track} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
