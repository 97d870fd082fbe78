import { Modal } from "@mantine/core";
import { setSingleKeys, useBindings, useSingleKeys, type Binding } from "@/shared/keys";
import css from "./palette.module.css";

/** The keys that act here and now. */
export function Help({ opened, close }: { opened: boolean; close: () => void }) {
  const registered = useBindings();
  const on = useSingleKeys();
  const groups = new Map<string, Binding[]>();
  const more: Binding[] = [{ keys: "Ctrl K", does: "Find a lead, a page, an action", group: "Everywhere", run: close }];
  for (const binding of [...registered.flatMap(({ bindings }) => bindings), ...more]) {
    groups.set(binding.group, [...(groups.get(binding.group) ?? []), binding]);
  }
  return (
    <Modal opened={opened} onClose={close} title="Keys" size="md" closeButtonProps={{ "aria-label": "Close" }}>
      <div className={css.keys}>
        {[...groups].map(([group, bindings]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {bindings.map(({ keys, does }) => (
                <div key={keys}>
                  <dt>{does}</dt>
                  <dd>
                    {keys.split(" ").map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className={css.toggle}>
        <input type="checkbox" checked={on} onChange={(event) => setSingleKeys(event.currentTarget.checked)} /> Single keys act (turn off if you speak to your machine)
      </label>
    </Modal>
  );
}
