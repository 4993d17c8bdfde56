export { type ControlAction, type ControlActions, ControlError, serveControls } from "./control-server";
export { FolderOrigin } from "./folder-origin";
export { HttpOrigin } from "./http-origin";
export { LocalHosts, type LocalSite } from "./local-hosts";
export {
  type Listening,
  listen,
  type RequestHandler,
  serveViewers,
  type ViewerServerOptions,
} from "./viewer-server";
