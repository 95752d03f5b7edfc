/** Why: a mask annotator asks the caption's author without giving the work back; both see the same list at once. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { NewQuestion, Question, Questions } from "./types";

/** The questions on one clip, withdrawn ones too. */
export const useQuestions = (video: number) =>
  useQuery({
    queryKey: keys.questions(video),
    queryFn: ({ signal }) =>
      take(api.GET("/api/videos/{video_id}/questions", { params: { path: { video_id: video } }, signal })),
  });

function useQuestionMutation<Given>(send: (given: Given) => Promise<Question>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (question) => {
      client.setQueryData<Questions>(
        keys.questions(question.video),
        (list) => list && { ...list, questions: placed(list.questions, question) },
      );
      void client.invalidateQueries({ queryKey: ["queue"] });
    },
  });
}

function placed(questions: readonly Question[], changed: Question): Question[] {
  const known = questions.some(({ id }) => id === changed.id);
  return known ? questions.map((one) => (one.id === changed.id ? changed : one)) : [...questions, changed];
}

/** Ask about words of the caption and a frame. A retry carries the same `request_id`, so that it asks once. */
export const useAsk = (video: number) =>
  useQuestionMutation((body: NewQuestion) =>
    take(api.POST("/api/videos/{video_id}/questions", { params: { path: { video_id: video } }, body })),
  );

export const useAnswer = () =>
  useQuestionMutation(({ id, text }: { id: number; text: string }) =>
    take(api.POST("/api/questions/{question_id}/answer", { params: { path: { question_id: id } }, body: { text } })),
  );

export const useWithdraw = () =>
  useQuestionMutation((id: number) =>
    take(api.DELETE("/api/questions/{question_id}", { params: { path: { question_id: id } } })),
  );
