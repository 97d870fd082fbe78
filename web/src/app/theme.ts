import { createTheme, type MantineColorsTuple } from "@mantine/core";

const house: MantineColorsTuple = ["#eaf3fc", "#d9e8f7", "#b3d2f0", "#6db3f5", "#3f93e2", "#1f78cc", "#0a5fb4", "#084f97", "#073f79", "#052f5b"];

export const theme = createTheme({
  colors: { house },
  primaryColor: "house",
  primaryShade: { light: 6, dark: 3 },
  autoContrast: true,
  fontFamily: 'inherit',
  fontFamilyMonospace: "var(--mono)",
  defaultRadius: 6,
  cursorType: "pointer",
  respectReducedMotion: true,
});
