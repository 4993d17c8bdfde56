export {
  type ControlAction,
  type ControlActions,
  type ControlDoors,
  ControlError,
  type ControlPage,
  serveControls,
} from "./control-server";
export { FolderOrigin } from "./folder-origin";
export { foreignPage } from "./foreign-page";
export { HttpOrigin } from "./http-origin";
export { type Listening, listen } from "./listening";
export { LocalHosts, type LocalSite, type PortOf, type Scheme } from "./local-hosts";
export { refusal } from "./refusals";
export { type RequestHandler, serveViewers, type ViewerServerOptions } from "./viewer-server";
