import { Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/shared/api/client";
import type { Me } from "@/shared/api/types";
import { words } from "@/shared/figures";
import { Icon, type IconName } from "@/shared/ui/icons";
import css from "./frame.module.css";

const SCHEMES: readonly { scheme: MantineColorScheme; title: string; icon: IconName }[] = [
  { scheme: "light", title: "Light", icon: "sun" },
  { scheme: "dark", title: "Dark", icon: "moon" },
  { scheme: "auto", title: "As the system", icon: "system" },
];

export function UserMenu({ me, onHelp }: { me: Me | undefined; onHelp: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const queries = useQueryClient();
  const navigate = useNavigate();

  const leave = async () => {
    await api.DELETE("/api/v1/session").catch(() => null);
    queries.clear();
    await navigate({ to: "/sign-in", search: {} });
  };

  const name = me?.member.name ?? "";
  return (
    <Menu position="bottom-end" width={230} shadow="md">
      <Menu.Target>
        <button type="button" className={css.iconButton} aria-label={`Signed in as ${name}`}>
          <span className={css.face} aria-hidden="true">
            {initials(name)}
          </span>
          <span className={css.who}>{name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me?.member.email}
          <br />
          {me?.member.roles.map(words).join(", ")}
        </Menu.Label>
        <Menu.Divider />
        {SCHEMES.map(({ scheme, title, icon }) => (
          <Menu.Item key={scheme} leftSection={<Icon name={icon} />} rightSection={colorScheme === scheme ? <Icon name="check" /> : null} onClick={() => setColorScheme(scheme)} data-scheme={scheme} aria-current={colorScheme === scheme}>
            {title}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="help" />} rightSection={<kbd>?</kbd>} onClick={onHelp} className="for-keys">
          Keys
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="leave" />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  const parts = name.split(/\s+/).filter((part) => part !== "");
  return [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((part) => part?.charAt(0).toUpperCase() ?? "").join("");
}
