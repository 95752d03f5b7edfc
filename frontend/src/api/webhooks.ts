/** Why: other programs hear of a project's events; whoever looks after it sees what reached them and what did not. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";

export const useWebhooks = (slug: string) =>
  useQuery({
    queryKey: keys.webhooks(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/webhooks", { params: { path: { slug } }, signal })),
  });

/** What was sent to one webhook lately; asked for again while one looks, for a try ends without an event. */
export const useDeliveries = (webhook: number) =>
  useQuery({
    queryKey: keys.deliveries(webhook),
    queryFn: ({ signal }) =>
      take(api.GET("/api/webhooks/{webhook_id}/deliveries", { params: { path: { webhook_id: webhook } }, signal })),
    refetchInterval: 2_000,
  });

function useChange<Given, Answer>(slug: string, send: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.webhooks(slug) });
      void client.invalidateQueries({ queryKey: ["deliveries"] });
    },
  });
}

const of = (webhook_id: number) => ({ path: { webhook_id } });

export const useMakeWebhook = (slug: string) =>
  useChange(slug, (body: { url: string; topics: string[] }) =>
    take(api.POST("/api/projects/{slug}/webhooks", { params: { path: { slug } }, body })),
  );

export const useSwitchWebhook = (slug: string) =>
  useChange(slug, ({ id, ...body }: { id: number; topics: string[]; active: boolean }) =>
    take(api.PUT("/api/webhooks/{webhook_id}", { params: of(id), body })),
  );

export const useDeleteWebhook = (slug: string) =>
  useChange(slug, (id: number) => take(api.DELETE("/api/webhooks/{webhook_id}", { params: of(id) })));

export const useTryWebhook = (slug: string) =>
  useChange(slug, (id: number) => take(api.POST("/api/webhooks/{webhook_id}/try", { params: of(id) })));

export const useSendAgain = (slug: string) =>
  useChange(slug, (delivery_id: number) =>
    take(api.POST("/api/deliveries/{delivery_id}/again", { params: { path: { delivery_id } } })),
  );
