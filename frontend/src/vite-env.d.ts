/** Why: TypeScript does not know by itself that a stylesheet may be imported for its effect. */
declare module "*.css";
declare module "@fontsource-variable/inter";
declare module "@fontsource-variable/jetbrains-mono";
